"""Many worlds, said: what matters, what facilitates and limits, and what is required, each as a record and a page."""
