"""What the evals of support read: pairs of a claim and a passage, and peers to hold the room against."""
