-- Whether who looks ahead cut the case out of the queue, so that it is no gift of the queue (I8). What a
-- process of before looked ahead to counts as picked: nobody knows by which filter.
ALTER TABLE ahead ADD COLUMN picked boolean NOT NULL DEFAULT true;
