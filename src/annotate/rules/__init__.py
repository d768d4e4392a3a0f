"""Rules as data: rows of a table that a linguist reads, changes and proves."""
