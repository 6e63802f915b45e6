#include "store/build/environment.hpp"

#include <unistd.h>

#include <cmath>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>

namespace hm {
namespace {

using nlohmann::json;

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

// A value that one shell word can hold; nothing for lists, sets and fractions.
std::optional<std::string> shell_word(const json& value) {
  if (value.is_string()) return shell_quoted(value.get<std::string>());
  if (value.is_null()) return "''";
  if (value.is_boolean()) return value.get<bool>() ? "1" : "";
  if (value.is_number_integer()) return value.dump();
  if (value.is_number() && std::ceil(value.get<double>()) == value.get<double>())
    return std::to_string(value.get<std::int64_t>());
  return std::nullopt;
}

bool is_shell_name(const std::string& name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !letter(name[0])) return false;
  for (const char c : name) {
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

// "declare -a name=('x' 'y' )", or nothing where an element is no word.
std::optional<std::string> shell_array(const std::string& name, const json& value) {
  std::string out = value.is_array() ? "declare -a " + name + "=(" : "declare -A " + name + "=(";
  for (const auto& [key, element] : value.items()) {
    const std::optional<std::string> word = shell_word(element);
    if (!word) return std::nullopt;
    out += value.is_array() ? *word + " " : "[" + shell_quoted(key) + "]=" + *word + " ";
  }
  return out + ")\n";
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> result;
  for (std::string word; in >> word;) result.push_back(word);
  return result;
}

Status structured(const std::string& given, const Outputs& outputs, const std::string& store_dir,
                  BuildEnvironment& environment, const std::string& build_dir) {
  json attributes = json::parse(given, nullptr, false);
  if (!attributes.is_object())
    return fail(Code::InvalidDerivation, "the attributes in '__json' are not a JSON object");
  if (attributes.contains("exportReferencesGraph"))
    return fail(Code::InvalidDerivation, "exportReferencesGraph is not supported by this version of hm");
  json paths = json::object();
  for (const auto& [name, path] : outputs) paths[name] = path.in(store_dir);
  attributes["outputs"] = std::move(paths);
  const std::string text = attributes.dump();
  HM_TRY(environment.files[".attrs.sh"], attributes_as_shell(text));
  environment.files[".attrs.json"] = text;
  environment.variables["NIX_ATTRS_SH_FILE"] = build_dir + "/.attrs.sh";
  environment.variables["NIX_ATTRS_JSON_FILE"] = build_dir + "/.attrs.json";
  return {};
}

}  // namespace

Result<std::string> attributes_as_shell(const std::string& text) {
  const json attributes = json::parse(text, nullptr, false);
  if (!attributes.is_object())
    return fail(Code::InvalidDerivation, "structured attributes must be a JSON object");
  std::string out;
  for (const auto& [name, value] : attributes.items()) {
    if (!is_shell_name(name)) continue;
    if (const std::optional<std::string> word = shell_word(value)) {
      out += "declare " + name + "=" + *word + "\n";
    } else if (value.is_structured()) {
      if (const std::optional<std::string> array = shell_array(name, value)) out += *array;
    }
  }
  return out;
}

std::string replace_placeholders(std::string text, const Outputs& outputs, const std::string& store_dir) {
  for (const auto& [name, path] : outputs) {
    const std::string from = placeholder(name), to = path.in(store_dir);
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  return text;
}

Result<BuildEnvironment> prepare_environment(const Derivation& derivation, const Outputs& outputs,
                                             const std::string& store_dir, const std::string& build_dir,
                                             int cores) {
  BuildEnvironment result;
  const auto filled = [&](const std::string& text) { return replace_placeholders(text, outputs, store_dir); };
  result.builder = filled(derivation.builder);
  for (const std::string& argument : derivation.arguments) result.arguments.push_back(filled(argument));

  auto& variables = result.variables;
  // Programs that look in these without being told should find that nothing is there.
  variables["PATH"] = "/path-not-set";
  variables["HOME"] = "/homeless-shelter";
  variables["NIX_STORE"] = store_dir;
  if (cores <= 0) cores = static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
  variables["NIX_BUILD_CORES"] = std::to_string(std::max(cores, 1));

  const auto structured_attributes = derivation.environment.find("__json");
  if (structured_attributes != derivation.environment.end()) {
    HM_CHECK(structured(filled(structured_attributes->second), outputs, store_dir, result, build_dir));
  } else {
    const auto listed = derivation.environment.find("passAsFile");
    const std::vector<std::string> pass_as_file =
        listed == derivation.environment.end() ? std::vector<std::string>() : words(listed->second);
    if (derivation.environment.contains("exportReferencesGraph"))
      return fail(Code::InvalidDerivation, "exportReferencesGraph is not supported by this version of hm");
    for (const auto& [name, value] : derivation.environment) {
      if (std::find(pass_as_file.begin(), pass_as_file.end(), name) == pass_as_file.end()) {
        variables[name] = filled(value);
        continue;
      }
      const std::string file = ".attr-" + hash_of(HashAlgorithm::Sha256, name).base32();
      result.files[file] = filled(value);
      variables[name + "Path"] = build_dir + "/" + file;
    }
  }
  for (const auto& [name, path] : outputs) {
    if (structured_attributes == derivation.environment.end()) variables[name] = path.in(store_dir);
  }
  variables["NIX_BUILD_TOP"] = build_dir;
  for (const char* name : {"TMPDIR", "TEMPDIR", "TMP", "TEMP", "PWD"}) variables[name] = build_dir;
  variables["NIX_LOG_FD"] = "2";
  variables["TERM"] = "xterm-256color";
  if (derivation.is_fixed_output()) {
    variables["NIX_OUTPUT_CHECKED"] = "1";
    // A fixed output may depend on the world, since its hash decides: the names it asks for come from us.
    const auto impure = derivation.environment.find("impureEnvVars");
    if (impure != derivation.environment.end()) {
      for (const std::string& name : words(impure->second)) {
        const char* value = ::getenv(name.c_str());
        variables[name] = value == nullptr ? "" : value;
      }
    }
  }
  return result;
}

}  // namespace hm
