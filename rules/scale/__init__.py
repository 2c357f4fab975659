"""What becomes expensive or slow as Services and pods grow many."""
