"""Programs that set up, check and photograph the product; the product itself needs none of them."""
