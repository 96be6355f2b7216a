"""The federal circuit of each state and territory, 28 USC 41, and the page of its court."""

from collections.abc import Mapping

STATES_OF = {
    "1": "ME MA NH RI PR",
    "2": "CT NY VT",
    "3": "DE NJ PA VI",
    "4": "MD NC SC VA WV",
    "5": "LA MS TX",
    "6": "KY MI OH TN",
    "7": "IL IN WI",
    "8": "AR IA MN MO NE ND SD",
    "9": "AK AZ CA HI ID MT NV OR WA GU MP",
    "10": "CO KS NM OK UT WY",
    "11": "AL FL GA",
    "dc": "DC",
}

CIRCUIT_OF: Mapping[str, str] = {
    state: circuit for circuit, states in STATES_OF.items() for state in states.split()
}

COURT_FINDER = "www.uscourts.gov/federal-court-finder"


def court_page(state: str) -> str:
    """Return the address of the court of appeals for a state; without one, of a list of courts."""
    circuit = CIRCUIT_OF.get(state)
    return f"www.ca{circuit}.uscourts.gov" if circuit else COURT_FINDER
