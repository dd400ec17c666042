using Platform.Learning.Behavior;

namespace Platform.Learning.Tests.Behavior;

/// <summary>Made-up work of a person: on weekdays, by day, on a few machines, with a few programs, in one country.</summary>
internal static class Person
{
    // A Monday, 00:00 UTC.
    public const long Monday = 1_767_571_200;
    public const int Day = 86_400;
    private static readonly string[] programs = ["mail", "browser", "editor", "shell", "calendar"];

    public static BehaviorEvent Usual(Random random, int workday) => new()
    {
        Time = Monday + (workday / 5 * 7L + workday % 5) * Day + random.Next(8 * 3_600, 18 * 3_600),
        Peer = $"peer-{(int)(8 * random.NextDouble() * random.NextDouble())}",
        Host = random.Next(10) == 0 ? "terminal" : "laptop",
        Application = programs[random.Next(programs.Length)],
        Geography = "DE",
        Place = new(52.5, 13.4),
        Volume = double.Exp2(14 + 3 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)),
    };

    public static EntityProfile After(int workdays, int seed = 1)
    {
        var (profile, random) = (new EntityProfile(), new Random(seed));
        foreach (var e in Life(random, workdays)) profile.Add(e);
        return profile;
    }

    public static IEnumerable<BehaviorEvent> Life(Random random, int workdays) => Enumerable.Range(0, workdays)
        .SelectMany(day => Enumerable.Range(0, 10).Select(_ => Usual(random, day)).OrderBy(e => e.Time).ToList());
}
