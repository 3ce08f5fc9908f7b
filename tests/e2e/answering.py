"""Answers sent by others, through the public API, so that the desks have something to read."""

import httpx

POLICE = "More police on foot in the evenings please"
YOUTH_CLUB = "A youth club that stays open in the holidays"


def send(site: str, survey: str, **answers: str) -> str:
    """Answer and send a survey as one person; what was said about danger is kept. Gives the reference."""
    with httpx.Client(base_url=f"{site}/api/v1", timeout=30, trust_env=False) as api:
        draft = api.post(f"/surveys/{survey}/drafts").raise_for_status().json()["draft"]
        for question, value in {"agree": "yes", **answers}.items():
            saved = api.put(f"/drafts/{draft}/answers/{question}", json={"value": value, "keep": True})
            assert saved.raise_for_status().json()["saved"]
        return str(api.post(f"/drafts/{draft}/submit").raise_for_status().json()["reference"])


def consultation(site: str, people: int = 11) -> None:
    """So many residents and so many young people: enough for figures that may be shown (ten and more)."""
    for _person in range(people):
        send(site, "resident-2026", q3_actions=POLICE, place="edgware", quote_permission="yes")
        send(site, "young-person-2026", q3_actions=YOUTH_CLUB, age_band="16_18", quote_permission="yes")
