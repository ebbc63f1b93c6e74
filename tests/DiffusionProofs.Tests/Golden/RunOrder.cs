[assembly: TestCollectionOrderer("DiffusionProofs.Evidence.LastCollection", "DiffusionProofs.Evidence")]
