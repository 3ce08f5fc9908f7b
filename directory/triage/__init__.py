"""Is this person in danger now? Two tiers, trained from data/ in seconds, no web, no bot (architecture.md).

Hard tier: the surface shows the emergency or crisis card and pauses what it was doing. Soft tier:
the normal reply goes on with one line on 999 added. It never claims to detect every emergency, so
999 and 101 stand on every chat screen whatever this package says (bot.md, "Danger").
"""

from directory.triage.assessor import assess, configure, ensure_model
from directory.triage.verdict import Alert, Tier, Verdict

__all__ = ["Alert", "Tier", "Verdict", "assess", "configure", "ensure_model"]
