"""What the growth curve is measured on and with."""
