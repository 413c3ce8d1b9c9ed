"""Who is due dibao, in which class and how much: pure rules over values.

No Django, no clock, no settings, no queries. `assess.assess(facts, terms)` is
the door; everything here is a frozen value that travels through JSON unchanged.
"""
