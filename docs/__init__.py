"""What is written about svclint, and what writes the part of it that the rules themselves say."""
