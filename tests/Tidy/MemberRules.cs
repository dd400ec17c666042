using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Platform.Tidy.Tests;

/// <summary>Limits of methods, constructors, accessors, fields and properties.</summary>
internal static partial class MemberRules
{
    private static readonly string[] MutableTypes =
        ["ConcurrentDictionary", "ConcurrentQueue", "ConcurrentBag", "ConcurrentStack", "List", "Queue", "Stack"];

    public static IEnumerable<string> Offences(CompilationUnitSyntax root, bool isTest)
    {
        var nodes = root.DescendantNodes().ToArray();

        return nodes.SelectMany(OfSize)
            .Concat(nodes.OfType<BaseParameterListSyntax>().SelectMany(OfParameters))
            .Concat(nodes.OfType<MethodDeclarationSyntax>().SelectMany(method => OfMethod(method, isTest)))
            .Concat(nodes.OfType<FieldDeclarationSyntax>().SelectMany(OfFields))
            .Concat(nodes.OfType<PropertyDeclarationSyntax>().Where(IsStaticState).Select(p => $"{p.Identifier.Text} is static state"));
    }

    private static IEnumerable<string> OfSize(SyntaxNode node)
    {
        if (node is not (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax)) yield break;

        if (LinesOf(node) > 50) yield return $"{NameOf(node)} has more than 50 lines";
        if (NestingOf(node) > 3) yield return $"{NameOf(node)} nests deeper than 3";
    }

    // Positional records are values, not calls: they may have as many members as the thing has.
    private static IEnumerable<string> OfParameters(BaseParameterListSyntax list)
    {
        if (list.Parent is RecordDeclarationSyntax) yield break;
        if (list.Parameters.Count > 6) yield return $"{NameOf(list.Parent)} takes more than 6 parameters";

        foreach (var (index, parameter) in list.Parameters.Index())
        {
            if (parameter.Type?.ToString() is not "CancellationToken") continue;
            if (index < list.Parameters.Count - 1) yield return $"{NameOf(list.Parent)} does not take its token last";
            if (MayNameItsToken(list.Parent) && parameter.Identifier.Text is not ("ct" or "cancellationToken")) yield return $"{NameOf(list.Parent)} does not call its token ct";
        }
    }

    // An override or an implementation keeps its base's names; a constructor's token is a field with a meaning of its own.
    private static bool MayNameItsToken(SyntaxNode? node) =>
        node is LocalFunctionStatementSyntax or DelegateDeclarationSyntax
        || (node is MethodDeclarationSyntax method && !method.Modifiers.Any(SyntaxKind.OverrideKeyword));

    private static IEnumerable<string> OfMethod(MethodDeclarationSyntax method, bool isTest)
    {
        var name = method.Identifier.Text;

        if (method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType.ToString() is "void")
            yield return $"{name} is async void";
        if (isTest && IsTestCase(method) && !IsSentence(name)) yield return $"{name} is not a sentence";
    }

    private static IEnumerable<string> OfFields(FieldDeclarationSyntax field)
    {
        var names = string.Join(", ", field.Declaration.Variables.Select(variable => variable.Identifier.Text));
        var isConstant = field.Modifiers.Any(SyntaxKind.ConstKeyword);
        var isStatic = field.Modifiers.Any(SyntaxKind.StaticKeyword);
        var isReadOnly = field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword);

        if (names.StartsWith('_')) yield return $"{names} begins with an underscore";
        if (field.Modifiers.Any(SyntaxKind.PublicKeyword) && !IsInPrivateType(field) && !isConstant && !(isStatic && isReadOnly))
            yield return $"{names} is a public field";
        if (isStatic && (!isReadOnly || MutableTypes.Contains(TypeName(field.Declaration.Type))))
            yield return $"{names} is static state";
    }

    // A bag of numbers that only its own outer type can see needs no properties.
    private static bool IsInPrivateType(FieldDeclarationSyntax field) =>
        field.Parent is TypeDeclarationSyntax { Parent: TypeDeclarationSyntax } type && type.Modifiers.Any(SyntaxKind.PrivateKeyword);

    private static bool IsStaticState(PropertyDeclarationSyntax property) =>
        property.Modifiers.Any(SyntaxKind.StaticKeyword)
        && property.AccessorList?.Accessors.Any(accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration) && accessor.Body is null
            && accessor.ExpressionBody is null) is true;

    private static bool IsTestCase(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Any(each => each.Name.ToString() is "Fact" or "Theory");

    // At least three words, and not all of them capitalised: Redelivery_changes_nothing, not Handle_WhenTwice_Returns.
    private static bool IsSentence(string name) =>
        Sentence().IsMatch(name) && name.Split('_').Skip(1).Any(word => !char.IsUpper(word[0]));

    private static string NameOf(SyntaxNode? node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.Text,
        BaseMethodDeclarationSyntax => "operator",
        _ => "lambda",
    };

    private static string TypeName(TypeSyntax type) => type is GenericNameSyntax generic ? generic.Identifier.Text : type.ToString();

    private static int LinesOf(SyntaxNode node) => node.ToString().Count(c => c is '\n') + 1;

    private static int NestingOf(SyntaxNode node) =>
        node.ChildNodes().Select(child => NestingOf(child) + (Nests(child) ? 1 : 0)).DefaultIfEmpty().Max();

    private static bool Nests(SyntaxNode node) =>
        node is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
            or SwitchStatementSyntax or TryStatementSyntax or LockStatementSyntax or UsingStatementSyntax
        || (node is IfStatementSyntax && node.Parent is not ElseClauseSyntax);

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,}$")]
    private static partial Regex Sentence();
}
