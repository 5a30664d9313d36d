"""Who the customer is, what they are trying to get done, and everything that happened."""
