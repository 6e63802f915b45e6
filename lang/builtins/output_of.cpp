// Outputs of derivations, of outputs that are derivations, and so on.
#include "lang/builtins/paths.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

using Kind = ContextElement::Kind;

namespace {

using builtin::checked;

// What stands for an output of the derivation that `inner` (a placeholder, "/<52 characters>") will be.
std::string computed_placeholder(Evaluator& e, std::string_view inner, std::string_view output, Pos pos) {
  constexpr std::size_t kFolded = 20;
  const std::string hash = checked(e, base32_decode(inner.substr(1)), pos);
  std::string folded(kFolded, '\0');
  for (std::size_t i = 0; i < hash.size(); ++i)
    folded[i % kFolded] = static_cast<char>(folded[i % kFolded] ^ hash[i]);
  return "/" + hash_of(HashAlgorithm::Sha256,
                       "nix-computed-output:" + base32_encode(folded) + ":" + std::string(output))
                   .base32();
}

// The path of an output where it is known before anything is built, else what stands for it.
std::string output_text(Evaluator& e, const ContextElement& element, Pos pos) {
  if (element.path.starts_with('!')) {
    const std::size_t end = element.path.find('!', 1);
    const ContextElement inner{Kind::Output, element.path.substr(end + 1), element.path.substr(1, end - 1)};
    return computed_placeholder(e, output_text(e, inner, pos), element.output, pos);
  }
  const StorePath drv = checked(e, StorePath::parse(e.host().store_dir(), element.path), pos);
  if (!drv.is_derivation()) e.error(Code::BadUse, pos, "path '{}' is not a derivation", element.path);
  const DerivationOutline derivation = checked(e, e.host().derivation_outline(drv), pos);
  const auto output = derivation.outputs.find(std::string(element.output));
  if (output == derivation.outputs.end()) {
    e.error(Code::InvalidDerivation, pos, "derivation '{}' does not have output '{}'", element.path,
            element.output);
  }
  return output->second.empty() ? output_placeholder(element.path, element.output) : output->second;
}

}  // namespace

V builtin::output_of(Evaluator& e, V* a, Pos pos) {
  constexpr std::string_view kDoing = "while evaluating the first argument to builtins.outputOf";
  ContextSet given;
  const std::string text(e.force_string(a[0], pos, kDoing, given));
  if (given.ids().size() != 1) {
    e.error(Code::BadUse, pos,
            "string '{}' has {} entries in its context. It should only have exactly one entry", text,
            given.ids().size());
  }
  const ContextElement element = e.context_element(given.ids()[0]);
  if (element.kind == Kind::DeepDerivation) {
    e.error(Code::BadUse, pos,
            "string '{}' has a context which refers to a complete source and binary closure. This is not "
            "supported at this time",
            text);
  }
  const bool is_path = element.kind == Kind::Path;
  const std::string expected = is_path ? std::string(element.path) : output_text(e, element, pos);
  if (text != expected && is_path) {
    e.error(Code::BadUse, pos, "path string '{}' has context with the different path '{}'", text, expected);
  }
  if (text != expected) {
    e.error(Code::BadUse, pos,
            "string '{}' has context with the output '{}' from derivation '{}', but the string is not the "
            "right placeholder for "
            "this derivation output. It should be '{}'",
            text, element.output, element.path, expected);
  }
  const std::string output(
      e.force_string_no_context(a[1], pos, "while evaluating the second argument to builtins.outputOf"));
  const std::string from = is_path ? std::string(element.path) : fmt::format("!{}!{}", element.output, element.path);
  const ContextElement result{Kind::Output, from, output};
  ContextSet context;
  context.add(e.context_id(result));
  return e.make_string(output_text(e, result, pos), context);
}

}  // namespace hm
