"""What is required: the cheapest setting of the levers under which every gate opens often enough."""
