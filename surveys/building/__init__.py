"""The builder: a survey's working copy is edited, checked by the reader of the files, and published."""
