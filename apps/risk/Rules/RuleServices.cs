using FluentValidation;
using Platform.Contracts;
using Platform.Risk.RuleLanguage;

namespace Platform.Risk.Rules;

/// <summary>What rules are made of.</summary>
internal static class RuleServices
{
    public static IServiceCollection AddRules(this IServiceCollection services) => services
        .AddSingleton<IValidator<RuleText>, RuleTextValidator>().AddSingleton<IValidator<RuleChoice>, RuleChoiceValidator>()
        .AddSingleton<CurrentRules>().AddSingleton<RuleStore>().AddSingleton<RulesInForce>()
        .AddSingleton<ChangeRules>().AddSingleton<PreviewRules>()
        .AddHostedService<WatchChanges<RuleStore, RulesInForce>>();
}
