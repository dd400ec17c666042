[assembly: AssemblyFixture(typeof(Platform.Trainer.Tests.TrainerRig))]
