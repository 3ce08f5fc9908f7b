"""What the directory starts with: content from the partnership's papers, its format and its loader."""
