"""The words that questions are made of: they carry no clinical meaning of their own, so leaving them unread loses nothing.

A closed list. A word that names a thing, a body part, an organism or a treatment never belongs here.
"""

from __future__ import annotations

FRAME = frozenset(
    """
    a about above adding advice after again against all already also although always am among an and another any anyone
    apart approach appropriate are around as ask asked at away back based be because been before being below benefit
    best better between beyond both but by can cannot care carry case cases cause caused causes change changed choice
    choose chosen clinical come comes common compared comparing comparison consider considered continue continued
    could current currently data day days decide decision decisions develop developed develops did differ different do
    does doing done down during each early effect effective effects efficacy either else enough episode ever evidence
    exact exist exists expect factors far feasible few find finding findings first follow following for frequency from
    full further general get gets getting give given gives giving go goes going good group guidance guide guideline
    guidelines had handle happen happens has have having he help helpful helps her here high him his history hour hours
    how however i if important improve improves in include included indicated indication instead into involved is it
    its itself just keep kind know known large last late later least less level like likely line literature little
    long look lower made main make makes making manage managed management managing many matter may me mean means
    measure method might month months more most much must my need needed needs never new next no normal not now number
    of off often old on once one ongoing only onset opinion option optional options or order other our out outcome
    outcomes over own part particular patient patients people per person place placed plan please point possible
    practice prefer preferred present presenting probably proceed proper proven provide put quality question quickly
    quote range rate rates rather reach reason reasonable recent recently recommend recommendation recommendations
    recommended reduce reduces regarding related remain report reported reports require required research result
    results right role routine routinely run said same say says second see seen set several severe severity she short
    should show shown shows similar simple since single situation small so some someone something soon specific
    standard start started starting state status still strategy strength strong studies study such suggest suggested
    support supported supports sure take taken tell than that the their them then there these they thing things think
    this those though three through time timing to today together too toward try trying turn two type types under
    unit until up update upon us use used useful uses using usual usually utility value very via want was way we weak
    week weeks well were what when where whether which while who whole whom why will with within without work working
    works worse worsening worth would year years yes yet you your

    avoid beneficial commonly compare conclusion controlled diagnose diagnosed diagnosis diagnostic distinguish dose
    doses dosing duration efficacious exclude given handled happening influence initial initially initiate initiated
    licence licensed long-term meaning mild moderate monitor monitoring necessary optimal periods prognosis
    proportion published rationale real respond responding response safe safely safety science suitable survive
    suspected therapeutic therapies therapy treat treated treating treatment treatments trial trials urgent
    prevent prevented preventing prevention prevents prophylactic risk risks harm harmful harms safest side adverse
    complication complications precaution precautions precede prevalence acute chronic early pathway score urgently
    versus withdrawn withheld worked survival mortality die dies died death deaths indications approved approval age
    plus outlook begin begins began woman women man men available unavailable ages rule tell whom confirmed newly diagnosed proper current presence absence setting settings context
    """.split()  # noqa: SIM905 - a list of words reads as words
)
