"""What the parts of a document are: title, headings, paragraphs, notes, boxes, page furniture."""
