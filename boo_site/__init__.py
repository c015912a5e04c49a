"""The site: wiring only, no rules of the business."""
