"""The firehose's door: reports and alarms by NATS JetStream, exactly once into the database."""
