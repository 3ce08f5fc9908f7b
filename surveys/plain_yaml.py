"""YAML that somebody sends in, read without what makes a small file large."""

from __future__ import annotations

import yaml


class Plain(yaml.SafeLoader):
    """SafeLoader that knows no anchors: it reads what somebody sends in, in a time that does not explode."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """A node; an alias for one that stands elsewhere is refused."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="write it out instead of pointing at it with *", problem_mark=self.peek_event().start_mark
            )
        return super().compose_node(parent, index)
