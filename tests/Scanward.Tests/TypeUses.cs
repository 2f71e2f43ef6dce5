using System.Reflection;
using System.Reflection.Emit;

namespace Scanward.Tests;

/// <summary>
/// What each type of a compiled assembly uses: bases, members, signatures, locals, attributes aside, and everything that the IL of its methods names. Constants and
/// the names of types leave no trace in IL and are not seen.
/// </summary>
internal static class TypeUses
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    /// <summary>Every pair of a type written in the assembly (nested ones count for their outermost) and a member or type that it uses.</summary>
    public static IEnumerable<(Type User, MemberInfo Used)> Of(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes())
        {
            var user = Outermost(type);
            foreach (var used in Of(type)) yield return (user, used);
        }
    }

    /// <summary>The same by type: generic arguments and element types each for themselves, nested types as their outermost.</summary>
    public static IEnumerable<(Type User, Type Used)> TypesOf(Assembly assembly) =>
        Of(assembly).SelectMany(p => Parts(p.Used).Select(t => (p.User, Used: t))).Where(p => p.User != p.Used).Distinct();

    private static IEnumerable<MemberInfo> Of(Type type)
    {
        if (type.BaseType is { } ancestor) yield return ancestor;
        foreach (var face in type.GetInterfaces()) yield return face;
        foreach (var field in type.GetFields(Declared)) yield return field.FieldType;
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            if (method is MethodInfo { ReturnType: var result }) yield return result;
            foreach (var parameter in method.GetParameters()) yield return parameter.ParameterType;
            if (method.GetMethodBody() is not { } body) continue;
            foreach (var local in body.LocalVariables) yield return local.LocalType;
            foreach (var named in Named(method, body.GetILAsByteArray()!)) yield return named;
        }
    }

    /// <summary>The members that IL names (ECMA-335, partition III).</summary>
    private static IEnumerable<MemberInfo> Named(MethodBase method, byte[] il)
    {
        var typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            var code = Codes[il[at] == 0xFE ? unchecked((short)(0xFE00 | il[at + 1])) : il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                if (method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments) is { } member) yield return member;
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Parts(MemberInfo member)
    {
        IEnumerable<Type> types = member switch
        {
            Type type => [type],
            MethodInfo method => [method.DeclaringType!, method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType), .. method.IsGenericMethod ? method.GetGenericArguments() : []],
            FieldInfo field => [field.DeclaringType!, field.FieldType],
            _ => [member.DeclaringType!],
        };
        return types.SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.IsGenericParameter) return [];
        if (type.HasElementType) return Parts(type.GetElementType()!);
        var arguments = type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [];
        return arguments.Append(Outermost(type.IsGenericType ? type.GetGenericTypeDefinition() : type));
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }
}
