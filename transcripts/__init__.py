"""What was said, who said it, and when."""
