// --help and --version, made from the table of verbs.
#include <algorithm>

#include <fmt/format.h>

#include "activate/cli/command.hpp"

namespace hm {

namespace {

constexpr std::size_t kMargin = 28;

void add_row(std::string& text, const std::string& left, std::string_view right) {
  if (left.size() + 2 > kMargin) {
    text += fmt::format("  {}\n  {:{}}{}\n", left, "", kMargin, right);
  } else {
    text += fmt::format("  {:<{}}{}\n", left, kMargin, right);
  }
}

std::string spelled(const Arguments::Item& item) {
  std::string names;
  for (const auto& name : item.all_names()) (names += names.empty() ? "" : ", ") += name;
  if (!names.starts_with("-") || !item.names.starts_with("--")) return names;
  return "    " + names;  // under the long names of those that have a short one
}

bool takes_many(const Arguments::Item& item) {
  return std::holds_alternative<std::vector<std::string>*>(item.target);
}

}  // namespace

std::string program_help(const Stream& out) {
  std::string text = fmt::format(
      "{} manages a home directory from a configuration in the Nix language.\n\n"
      "Usage: hm VERB [OPTION]…\n",
      out.bold("hm"));
  std::string_view group;
  for (const Verb& verb : verbs()) {
    if (verb.group != group) {
      group = verb.group;
      text += fmt::format("\n{}\n", out.bold(std::string(group)));
    }
    add_row(text, std::string(verb.name), verb.summary);
  }
  text +=
      "\n'hm VERB --help' says more. A configuration is found in ~/.config/hm/home.nix, or named by -f FILE.\n"
      "Exit status: 0 done, 1 configuration wrong, 2 usage, 3 conflict and nothing changed, 4 machine refused, 70 bug.\n";
  return text;
}

std::string family_help(std::string_view first_word, const Stream& out) {
  std::string rows;
  for (const Verb& verb : verbs()) {
    if (verb.name.starts_with(std::string(first_word) + " ")) add_row(rows, std::string(verb.name), verb.summary);
  }
  if (rows.empty()) return {};
  return fmt::format("Usage: hm {} VERB [OPTION]…\n\n{}\n{}\n'hm {} VERB --help' says more.\n", first_word,
                     out.bold(std::string(first_word)), rows, first_word);
}

std::string verb_help(const Verb& verb, const Arguments& arguments, const Stream& out) {
  std::string usage = fmt::format("Usage: hm {} [OPTION]…", verb.name);
  std::string positionals;
  std::string options;
  for (const auto& item : arguments.items()) {
    if (item.positional) {
      std::string shown = takes_many(item) ? item.names + "…" : item.names;
      usage += item.required ? " " + shown : " [" + shown + "]";
      add_row(positionals, item.names, item.help);
    } else {
      std::string left = spelled(item);
      if (!item.metavar.empty()) left += " " + item.metavar;
      add_row(options, left, item.help);
    }
  }
  add_row(options, "-h, --help", "show this");
  std::string text = fmt::format("{}\n\n{} {}.\n", usage, out.bold(fmt::format("hm {}:", verb.name)), verb.summary);
  if (!positionals.empty()) text += "\n" + positionals;
  text += "\nOptions:\n" + options;
  return text;
}

}  // namespace hm
