using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts;
using Platform.Trainer.Retraining;

namespace Platform.Trainer;

/// <summary>Generated JSON code for what workflows keep: inputs and results.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RetrainingInput))]
[JsonSerializable(typeof(RetrainingRun))]
[JsonSerializable(typeof(BuiltDataSet))]
[JsonSerializable(typeof(DataSetTask))]
[JsonSerializable(typeof(FoundChallenger))]
[JsonSerializable(typeof(TrainingTask))]
[JsonSerializable(typeof(TrainedChallenger))]
[JsonSerializable(typeof(JudgingTask))]
[JsonSerializable(typeof(JudgedChallenger))]
[JsonSerializable(typeof(PromotionTask))]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class TrainerJson : JsonSerializerContext;
