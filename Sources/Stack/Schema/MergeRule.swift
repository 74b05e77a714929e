/// How the value of a key in one file and its value in a later one become one: the Compose specification's chapter
/// 'Merge', for values in canonical form.
enum MergeRule: Sendable, Equatable {
    /// The later one's alone.
    case replace
    /// Key by key.
    case mapping
    /// One list behind the other.
    case append
    /// One list behind the other, where of elements with the same values of these keys the last stays, in the place of
    /// the first; without keys the elements themselves are compared.
    case unique(by: [String])
    /// Key by key where both have the same value of this key or one has none; else the later one's alone.
    case mappingIfSame(String)
}
