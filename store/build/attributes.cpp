#include "store/build/attributes.hpp"

namespace hm {

using nlohmann::json;

namespace {

Error wrong(const char* name, const char* expected, const json& found) {
  return fail(Code::InvalidDerivation, "the attribute '{}' of a built-in builder must be {}, not {}", name,
              expected, found.type_name());
}

}  // namespace

const json* find_attribute(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

Result<std::optional<std::string>> optional_string(const json& object, const char* name) {
  const json* value = find_attribute(object, name);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return wrong(name, "a string", *value);
  return std::optional<std::string>(value->get<std::string>());
}

Result<std::string> string_attribute(const json& object, const char* name) {
  HM_TRY(std::optional<std::string> value, optional_string(object, name));
  if (!value) return fail(Code::InvalidDerivation, "a built-in builder needs the attribute '{}'", name);
  return std::move(*value);
}

Result<std::string> string_attribute(const json& object, const char* name, const std::string& otherwise) {
  HM_TRY(std::optional<std::string> value, optional_string(object, name));
  return value ? std::move(*value) : otherwise;
}

Result<std::optional<bool>> optional_bool(const json& object, const char* name) {
  const json* value = find_attribute(object, name);
  if (value == nullptr) return std::optional<bool>();
  if (value->is_boolean()) return std::optional<bool>(value->get<bool>());
  if (value->is_string()) return std::optional<bool>(value->get<std::string>() == "1");
  if (value->is_number_integer()) return std::optional<bool>(value->get<std::int64_t>() != 0);
  return wrong(name, "a boolean", *value);
}

Result<bool> bool_attribute(const json& object, const char* name, bool otherwise) {
  HM_TRY(const std::optional<bool> value, optional_bool(object, name));
  return value.value_or(otherwise);
}

Result<std::int64_t> integer_attribute(const json& object, const char* name, std::int64_t otherwise) {
  const json* value = find_attribute(object, name);
  if (value == nullptr) return otherwise;
  if (!value->is_number_integer()) return wrong(name, "an integer", *value);
  return value->get<std::int64_t>();
}

Result<std::vector<json>> list_attribute(const json& object, const char* name) {
  const json* value = find_attribute(object, name);
  if (value == nullptr) return std::vector<json>();
  if (!value->is_array()) return wrong(name, "a list", *value);
  return value->get<std::vector<json>>();
}

Result<std::vector<std::string>> strings_attribute(const json& object, const char* name) {
  const json* value = find_attribute(object, name);
  std::vector<std::string> result;
  if (value == nullptr) return result;
  if (!value->is_array()) return wrong(name, "a list of strings", *value);
  for (const json& element : *value) {
    if (!element.is_string()) return wrong(name, "a list of strings", element);
    result.push_back(element.get<std::string>());
  }
  return result;
}

Status add_entries(TreeBuilder& tree, const json& object, const char* name, const std::string& prefix) {
  const json* entries = find_attribute(object, name);
  if (entries == nullptr) return {};
  if (!entries->is_array()) return wrong(name, "a list of entries", *entries);
  for (const json& entry : *entries) {
    HM_TRY(std::string path, string_attribute(entry, "path"));
    HM_TRY(std::optional<std::string> text, optional_string(entry, "text"));
    HM_TRY(std::optional<std::string> target, optional_string(entry, "target"));
    HM_TRY(std::optional<std::string> copy, optional_string(entry, "copy"));
    HM_TRY(const std::optional<bool> executable, optional_bool(entry, "executable"));
    if (text.has_value() + target.has_value() + copy.has_value() != 1) {
      return fail(Code::InvalidDerivation, "the entry '{}' needs exactly one of 'text', 'target' and 'copy'",
                  path);
    }
    if (!prefix.empty()) path = path.empty() ? prefix : prefix + "/" + path;
    Tree node = text     ? text_node(std::move(*text), executable.value_or(false))
                : target ? symlink_node(std::move(*target))
                         : copy_node(std::move(*copy), executable);
    HM_CHECK(tree.add(path, std::move(node)));
  }
  return {};
}

}  // namespace hm
