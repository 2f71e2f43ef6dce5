-- Ids and names, in the order of a site's list: what a search looks through.
create index asset_words on asset (site_no, asset_no, asset_id, name);
