"""What a setting is, the tables of settings, and how they change the merged manifests."""
