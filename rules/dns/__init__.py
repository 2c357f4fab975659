"""What host names resolve to from where they are used, and what that costs."""
