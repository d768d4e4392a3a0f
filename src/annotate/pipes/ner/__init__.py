"""The statistical recogniser: a model's named-entity recogniser, decoded fast."""
