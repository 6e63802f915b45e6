// Builds by the built-in builders: attributes in, a tree out, no process (but for a `check` that was asked
// for).
#include <nlohmann/json.hpp>

#include "store/build/environment.hpp"
#include "store/build/process.hpp"
#include "store/build/realiser.hpp"

namespace hm {

Status Realiser::compute(BuildStep& step) {
  const Derivation& derivation = step.derivation;
  const BuiltinBuilder builder = find_builtin(derivation.builder);
  if (builder == nullptr)
    return fail(Code::InvalidDerivation, "there is no built-in builder '{}'", derivation.builder);
  const auto given = derivation.environment.find("__json");
  if (given == derivation.environment.end() || step.outputs.size() != 1 || !step.outputs.contains("out")) {
    return fail(Code::InvalidDerivation,
                "the built-in builder '{}' needs structured attributes and the single output 'out'",
                derivation.builder);
  }
  const nlohmann::json attributes =
      nlohmann::json::parse(replace_placeholders(given->second, step.outputs, store_.dir()), nullptr, false);
  if (!attributes.is_object())
    return fail(Code::InvalidDerivation, "the attributes in '__json' are not a JSON object");

  const std::string& store_dir = store_.dir();
  const BuiltinInput input{fs_,
                           attributes,
                           store_dir,
                           step.outputs.at("out").in(store_dir),
                           derivation.is_fixed_output(),
                           options_,
                           step.path,
                           [&] { return store_dir + "/" + objects_.temporary_name(); }};
  HM_TRY(const BuiltinResult result, builder(input));

  HM_TRY(std::vector<StorePath> candidates, input_closure(step));
  candidates.push_back(step.outputs.at("out"));
  ReferenceScanner scanner(candidates);
  const Product product{"out", objects_.temporary_name()};
  ObjectWriter writer(fs_, impl_.directories.store, product.temporary, objects_.syncs(), &scanner);
  Status done = emit(fs_, result.tree, writer);
  for (const std::string& temporary : result.temporaries)
    ignore(remove_tree(fs_, impl_.directories.store, temporary), "the collector removes it later");
  if (done && !result.check.empty())
    done = run_check(step, result.check, store_dir + "/" + product.temporary);
  if (!done) {
    ignore(remove_tree(fs_, impl_.directories.store, product.temporary), "the collector removes it later");
    return done;
  }
  const NarSummary nar = writer.finish();
  return stage(step, product, nar, scanner.found());
}

// A syntax check sees the object before it is given its name: a mistake must not become a valid object.
Status Realiser::run_check(const BuildStep& step, const std::vector<std::string>& check,
                           const std::string& path) {
  std::string output;
  ProcessRequest request;
  request.program = check.front();
  request.arguments.assign(check.begin() + 1, check.end());
  request.arguments.push_back(path);
  request.environment = {"PATH=/path-not-set", "HOME=/homeless-shelter", "LC_ALL=C"};
  request.interrupted = options_.interrupted;
  request.on_output = [&](std::string_view bytes) -> Status {
    if (output.size() < 64 * 1024) output += bytes;
    return {};
  };
  HM_TRY(const ProcessResult result, run_process(request));
  if (result.ok()) return {};
  const std::string final_path = step.outputs.at("out").in(store_.dir());
  for (std::size_t at = output.find(path); at != std::string::npos;
       at = output.find(path, at + final_path.size()))
    output.replace(at, path.size(), final_path);
  return fail(Code::BuildFailed, "'{}' {} while checking '{}'", check.front(), result.describe(), final_path)
      .note(output);
}

}  // namespace hm
