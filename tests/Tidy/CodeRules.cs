using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Platform.Tidy.Tests;

/// <summary>What a C# file may not be or contain, apart from what its members may not (<see cref="MemberRules"/>).</summary>
internal static class CodeRules
{
    private static readonly string[] ForbiddenEndings =
        ["Helper", "Helpers", "Manager", "Managers", "Util", "Utils", "Utility", "Extensions", "Interfaces"];

    // Names of Dapr's own .NET package, kept so that its documentation holds for ours.
    private static readonly string[] NamesOfDapr = ["IActorStateManager"];

    private static readonly string[] StateCalls =
    [
        "GetStateAsync", "GetStateAndETagAsync", "GetBulkStateAsync", "SaveStateAsync", "SaveBulkStateAsync", "TrySaveStateAsync",
        "DeleteStateAsync", "TryDeleteStateAsync", "DeleteBulkStateAsync", "ExecuteStateTransactionAsync",
    ];

    private static readonly string[] Clocks =
        ["DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow"];

    /// <summary>One phrase per kind of offence in this file.</summary>
    public static IEnumerable<string> Offences(string path, string text)
    {
        var root = SyntaxFactory.ParseCompilationUnit(text, options: new(LanguageVersion.Latest));

        return OfText(text, root)
            .Concat(OfTypes(root))
            .Concat(OfExpressions(root, Repository.IsTest(path)))
            .Concat(OfTenancy(path, root))
            .Concat(MemberRules.Offences(root, Repository.IsTest(path)))
            .Distinct();
    }

    private static IEnumerable<string> OfText(string text, CompilationUnitSyntax root)
    {
        if (text.Count(c => c is '\n') > 300) yield return "more than 300 lines";
        if (text.Split('\n').Any(line => line.TrimEnd().Length > 140)) yield return "line over 140 characters";
        if (root.DescendantNodes().OfType<NamespaceDeclarationSyntax>().Any()) yield return "namespace with braces";
        if (root.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))) yield return "#region";
        if (root.DescendantTrivia().Any(IsOpenEnd)) yield return "TODO without an issue number";
    }

    private static IEnumerable<string> OfTypes(CompilationUnitSyntax root)
    {
        var names = root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text);
        foreach (var name in names.Except(NamesOfDapr))
        {
            if (name.Length > 30) yield return $"{name} is longer than 30 characters";
            if (ForbiddenEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))) yield return $"{name} says nothing";
        }
    }

    private static IEnumerable<string> OfExpressions(CompilationUnitSyntax root, bool isTest)
    {
        var nodes = root.DescendantNodes().ToArray();

        if (nodes.OfType<MemberAccessExpressionSyntax>().Any(access => Clocks.Contains(access.ToString()))) yield return "system clock";
        if (nodes.OfType<CatchClauseSyntax>().Any(clause => clause.Block.Statements.Count == 0)) yield return "empty catch";
        if (isTest && nodes.OfType<InvocationExpressionSyntax>().Any(Sleeps)) yield return "sleeps";
        if (!isTest && nodes.Any(node => node.IsKind(SyntaxKind.SuppressNullableWarningExpression))) yield return "'!' hides a null";
    }

    // A service reaches a state store through TenantState only, which puts the tenant before every key.
    private static IEnumerable<string> OfTenancy(string path, CompilationUnitSyntax root)
    {
        if (!path.StartsWith("apps/", StringComparison.Ordinal) && !path.StartsWith("workflows/", StringComparison.Ordinal)) yield break;
        var names = root.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Select(access => access.Name.Identifier.Text);
        foreach (var name in names.Intersect(StateCalls)) yield return $"{name} passes by the tenant";
    }

    private static bool IsOpenEnd(SyntaxTrivia trivia) =>
        (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
        && TextRules.IsOpenEnd(trivia.ToString());

    // A delay on a clock that the test moves, and one that only cancellation ends, are no sleeps.
    private static bool Sleeps(InvocationExpressionSyntax call) => call.Expression.ToString() switch
    {
        "Thread.Sleep" => true,
        "Task.Delay" => !call.ArgumentList.Arguments.Any(EndsOtherwise),
        _ => false,
    };

    private static bool EndsOtherwise(ArgumentSyntax argument) =>
        argument.ToString() is var text
        && (text.EndsWith("time", StringComparison.OrdinalIgnoreCase) || text.StartsWith("Timeout.Infinite", StringComparison.Ordinal));
}
