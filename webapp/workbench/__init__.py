"""The workbench: training sentences that staff write, models that a job tries with them, and which one is in force.

The bot is a project of its own: what trains and judges is its own command, started in its own environment
(docs/decisions/0011-workbench.md).
"""
