"""What matters: how much of each result's uncertainty every number, and the luck, accounts for."""
