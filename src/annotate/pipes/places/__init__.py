"""Places: after heads and locative triggers, inside longer names, addresses."""
