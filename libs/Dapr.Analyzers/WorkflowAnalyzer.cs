using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Platform.Dapr.Analyzers;

/// <summary>Refuses, while compiling, what a workflow could not repeat: clocks, random numbers, threads and I/O.</summary>
/// <remarks>It looks at the code inside classes that derive from <c>Workflow&lt;TInput, TOutput&gt;</c>, nested types included.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkflowAnalyzer : DiagnosticAnalyzer
{
    private const string Workflow = "Platform.Dapr.Workflow`2";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        WorkflowRules.Clock.Descriptor, WorkflowRules.Identity.Descriptor, WorkflowRules.Chance.Descriptor, WorkflowRules.Delay.Descriptor,
        WorkflowRules.Threads.Descriptor, WorkflowRules.World.Descriptor, WorkflowRules.Leaving.Descriptor,
        WorkflowRules.Surroundings.Descriptor, WorkflowRules.Logging.Descriptor,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Workflow) is not { } workflow) return;
            start.RegisterOperationAction(
                operation => Look(operation, workflow), OperationKind.Invocation, OperationKind.PropertyReference,
                OperationKind.ObjectCreation, OperationKind.MethodReference, OperationKind.FieldReference);
        });
    }

    private static void Look(OperationAnalysisContext context, INamedTypeSymbol workflow)
    {
        if (MemberOf(context.Operation) is not { ContainingType: { } type } member) return;
        if (ForbiddenMembers.Find(NameOf(type), member.Name) is not { } rule || IsHarmless(context.Operation, rule)) return;
        if (WorkflowAround(context.ContainingSymbol, workflow) is not { } name) return;

        var text = member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? $"new {type.Name}" : $"{type.Name}.{member.Name}";
        context.ReportDiagnostic(Diagnostic.Create(rule.Descriptor, context.Operation.Syntax.GetLocation(), text, name));
    }

    private static ISymbol? MemberOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod,
        IPropertyReferenceOperation property => property.Property,
        IObjectCreationOperation creation => creation.Constructor,
        IMethodReferenceOperation method => method.Method,
        IFieldReferenceOperation field when !field.Field.IsConst => field.Field,
        _ => null,
    };

    // To say what is the case anyway does no harm, and a seeded generator is the same in every replay.
    private static bool IsHarmless(IOperation operation, Rule rule) => operation switch
    {
        IInvocationOperation { Arguments.Length: 1 } call when rule == WorkflowRules.Leaving =>
            call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: true },
        IObjectCreationOperation { Arguments.Length: 1 } => rule == WorkflowRules.Chance,
        IInvocationOperation { TargetMethod.IsStatic: false } => rule == WorkflowRules.Chance,
        IPropertyReferenceOperation { Property.Name: "NewLine" } => rule == WorkflowRules.Surroundings,
        _ => false,
    };

    private static string? WorkflowAround(ISymbol symbol, INamedTypeSymbol workflow)
    {
        for (var type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
            {
                if (SymbolEqualityComparer.Default.Equals(parent.OriginalDefinition, workflow)) return type.Name;
            }
        }

        return null;
    }

    private static string NameOf(INamedTypeSymbol type) => type.ContainingType is { } outer
        ? $"{NameOf(outer)}.{type.Name}"
        : $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
}
