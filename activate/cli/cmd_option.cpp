// hm option NAME, hm options TEXT, hm why NAME: the options of the configuration.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/option_tree.hpp"
#include "activate/cli/report.hpp"

namespace hm {

namespace {

struct OptionVerbOptions {
  ConfigurationOptions configuration;
  std::string name;
  bool json = false;
};

Result<std::unique_ptr<Configuration>> open(Program& program, const OptionVerbOptions& o) {
  HM_TRY(auto file, configuration_file(program, o.configuration));
  return Configuration::open(program, o.configuration, file, store_directory(program.places), nullptr);
}

Json json_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

Json definitions_json(const std::vector<OptionDefinition>& definitions) {
  Json list = Json::array();
  for (const auto& d : definitions) {
    list.push_back({{"file", d.file}, {"place", d.place}, {"value", d.value}, {"priority", d.priority ? Json(*d.priority) : Json()}});
  }
  return list;
}

Json option_json(const OptionText& option) {
  return {{"name", option.name},
          {"type", option.type},
          {"description", option.description},
          {"default", json_or_null(option.default_value)},
          {"example", json_or_null(option.example)},
          {"value", json_or_null(option.value)},
          {"problem", option.problem.empty() ? Json() : Json(option.problem)},
          {"definitions", definitions_json(option.definitions)},
          {"declarations", option.declarations}};
}

std::string indented(std::string_view text) {
  std::string result = "  ";
  while (text.ends_with('\n')) text.remove_suffix(1);
  for (char c : text) {
    result += c;
    if (c == '\n') result += "  ";
  }
  return result + "\n";
}

void section(const Stream& out, std::string_view heading, std::string_view text) {
  if (!text.empty()) put(fmt::format("{}\n{}\n", out.bold(std::string(heading)), indented(text)));
}

std::string priority_text(std::int64_t priority) {
  switch (priority) {
    case 10: return "set by the module system";
    case 50: return "mkForce";
    case 60: return "mkImageMediaOverride";
    case 100: return "an ordinary definition";
    case 1000: return "mkDefault";
    case 1500: return "the option's default";
    default: return "mkOverride";
  }
}

void put_definitions(const Stream& out, const OptionText& option) {
  if (option.definitions.empty()) return;
  put(out.bold("Defined in") + "\n");
  for (const auto& d : option.definitions) put(fmt::format("  {}\n{}", d.place, indented(indented(d.value))));
  put("\n");
}

void put_overridden(const Stream& out, const OptionText& option) {
  if (option.overridden.empty()) return;
  put(out.bold("Overridden") + "\n");
  for (const auto& d : option.overridden) {
    std::string how = d.priority ? fmt::format(" (priority {}, {})", *d.priority, priority_text(*d.priority)) : "";
    put(fmt::format("  {}{}\n{}", d.place, how, indented(indented(d.value))));
  }
  put("\n");
}

// Home Manager's own program shows an option in this order too.
void put_option(const Stream& out, const OptionText& option) {
  section(out, "Option", option.name);
  section(out, "Value", option.value.value_or(option.problem.empty() ? "(not defined)" : "cannot be evaluated: " + option.problem));
  section(out, "Type", option.type);
  section(out, "Default", option.default_value.value_or(""));
  section(out, "Example", option.example.value_or(""));
  section(out, "Description", option.description);
  put_definitions(out, option);
  std::string files;
  for (const auto& file : option.declarations) files += file + "\n";
  section(out, "Declared in", files);
}

Result<int> show(Program& program, const OptionVerbOptions& o) {
  HM_TRY(auto c, open(program, o));
  HM_TRY(auto tree, OptionTree::open(*c));
  HM_TRY(auto found, tree.find(o.name));
  if (o.json) {
    put_json("option", 1, found.option ? Json{{"option", option_json(*found.option)}} : Json{{"below", found.below}});
  } else if (found.option) {
    put_option(program.terminal.out, *found.option);
  } else {
    for (const auto& name : found.below) put(name + "\n");
  }
  return kDone;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string first_line(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == ' ')) text.remove_prefix(1);
  return std::string(text.substr(0, text.find('\n')));
}

Result<int> search(Program& program, const OptionVerbOptions& o) {
  HM_TRY(auto c, open(program, o));
  HM_TRY(auto tree, OptionTree::open(*c));
  HM_TRY(auto all, tree.all());
  std::string wanted = lower(o.name);
  std::erase_if(all, [&](const auto& option) {
    return lower(option.name).find(wanted) == std::string::npos && lower(option.description).find(wanted) == std::string::npos;
  });
  if (o.json) {
    Json list = Json::array();
    for (const auto& option : all) list.push_back({{"name", option.name}, {"type", option.type}, {"description", option.description}});
    put_json("options", 1, {{"options", list}});
    return kDone;
  }
  const Stream& out = program.terminal.out;
  for (const auto& option : all) {
    put(fmt::format("{}  {}\n", out.bold(option.name), out.dim(option.type)));
    if (!option.description.empty()) put(fmt::format("    {}\n", first_line(option.description)));
  }
  if (all.empty()) program.inform(fmt::format("No option has '{}' in its name or description.", o.name));
  return kDone;
}

Result<int> why(Program& program, const OptionVerbOptions& o) {
  HM_TRY(auto c, open(program, o));
  HM_TRY(auto tree, OptionTree::open(*c));
  HM_TRY(auto found, tree.find(o.name));
  if (!found.option) return fail(Code::NotFound, "'{}' is not an option but a set of options", o.name).hint("'hm option' lists them");
  const OptionText& option = *found.option;
  if (o.json) {
    put_json("why", 1, {{"name", option.name},
                        {"value", json_or_null(option.value)},
                        {"priority", option.priority ? Json(*option.priority) : Json()},
                        {"definitions", definitions_json(option.definitions)},
                        {"overridden", definitions_json(option.overridden)}});
    return kDone;
  }
  const Stream& out = program.terminal.out;
  section(out, option.name, option.value.value_or(option.problem.empty() ? "(not defined)" : "cannot be evaluated: " + option.problem));
  if (option.priority) put(fmt::format("The definitions that won have priority {} ({}).\n\n", *option.priority, priority_text(*option.priority)));
  if (option.definitions.empty()) put("No module defines it; this is its default.\n");
  put_definitions(out, option);
  put_overridden(out, option);
  return kDone;
}

template <class Run>
Action declare(Arguments& a, const char* metavar, const char* help, bool required, Run run) {
  auto o = std::make_shared<OptionVerbOptions>();
  if (required) {
    a.required(metavar, &o->name, help);
  } else {
    a.positional(metavar, &o->name, help);
  }
  a.flag("--json", o->json, "print as JSON");
  declare_configuration(a, o->configuration);
  return [o, run](Program& program) { return run(program, *o); };
}

}  // namespace

Action declare_option(Arguments& a) {
  return declare(a, "NAME", "an option, or the beginning of the names of some (programs.git)", false, show);
}
Action declare_options(Arguments& a) {
  return declare(a, "TEXT", "what to look for in names and descriptions; without it, all are listed", false, search);
}
Action declare_why(Arguments& a) { return declare(a, "NAME", "the option", true, why); }

}  // namespace hm
