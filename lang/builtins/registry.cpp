#include "lang/builtins/registry.hpp"

#include <deque>
#include <string>
#include <unordered_map>

namespace hm {

namespace {

// The table and the names of its second part, which the entries only view.
struct Table {
  Registry entries;
  std::deque<std::string> names;
  std::unordered_map<std::string_view, int> index;

  Table() {
    add_attrs_builtins(entries);
    add_control_builtins(entries);
    add_context_builtins(entries);
    add_derivation_builtins(entries);
    add_fetch_builtins(entries);
    add_json_builtins(entries);
    add_list_builtins(entries);
    add_math_builtins(entries);
    add_path_builtins(entries);
    add_regex_builtins(entries);
    add_string_builtins(entries);
    add_toml_builtins(entries);
    add_type_builtins(entries);
    add_version_builtins(entries);
    add_xml_builtins(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) index.emplace(entries[i].name, static_cast<int>(i));
    add_hidden_names();
  }

  // What is not a variable under its own name is one under "__name": operators are sugar for such variables.
  void add_hidden_names() {
    const std::size_t named = entries.size();
    for (std::size_t i = 0; i < named; ++i) {
      if (entries[i].global) continue;
      std::string hidden = "__" + std::string(entries[i].name);
      if (index.contains(hidden)) continue;
      names.push_back(std::move(hidden));
      Builtin twin = entries[i];
      twin.name = names.back();
      twin.global = true;
      index.emplace(twin.name, static_cast<int>(entries.size()));
      entries.push_back(twin);
    }
  }
};

const Table& table() {
  static const Table instance;
  return instance;
}

}  // namespace

const Registry* const registry_instance = &make_registry();

const Registry& make_registry() {
  return table().entries;
}

int find_builtin(std::string_view name) {
  auto found = table().index.find(name);
  return found == table().index.end() ? -1 : found->second;
}

}  // namespace hm
