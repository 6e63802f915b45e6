// Completion scripts for bash, zsh and fish, made from the table of verbs: nothing is asked of hm while typing.
#include <fmt/format.h>

#include "activate/cli/command.hpp"

namespace hm {

namespace {

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

struct Described {
  const Verb* verb;
  Arguments arguments;
  Action action;  // keeps the targets of `arguments` alive
};

std::vector<Described> describe_all(Program& scratch) {
  std::vector<Described> result;
  for (const Verb& verb : verbs()) {
    Described d{&verb, {}, {}};
    d.action = verb.declare(d.arguments);
    declare_common(d.arguments, scratch);
    result.push_back(std::move(d));
  }
  return result;
}

// "store verify" -> "store" and "verify"; "switch" -> "switch" and "".
std::pair<std::string, std::string> words_of(const Verb& verb) {
  std::string name(verb.name);
  auto space = name.find(' ');
  if (space == std::string::npos) return {name, ""};
  return {name.substr(0, space), name.substr(space + 1)};
}

// The first words of all verbs, each once, and below each the second words.
struct FirstWord {
  std::string word, summary, seconds;
};
std::vector<FirstWord> first_words() {
  std::vector<FirstWord> result;
  for (const Verb& verb : verbs()) {
    auto [first, second] = words_of(verb);
    if (result.empty() || result.back().word != first) {
      result.push_back({first, second.empty() ? std::string(verb.summary) : std::string(verb.group), ""});
    }
    if (!second.empty()) result.back().seconds += " " + second;
  }
  return result;
}

std::string choices_of(const Arguments::Item& item) {
  std::string result;
  for (const auto& c : item.choices) (result += result.empty() ? "" : " ") += c;
  return result;
}

std::string bash_script(const std::vector<Described>& all) {
  std::string firsts;
  std::string seconds;
  for (const auto& f : first_words()) {
    firsts += " " + f.word;
    if (!f.seconds.empty()) {
      seconds += fmt::format("    {}) verb=\"$verb ${{COMP_WORDS[2]}}\"\n"
                             "      if [ \"$COMP_CWORD\" -eq 2 ]; then COMPREPLY=($(compgen -W {} -- \"$word\")); return; fi;;\n",
                             f.word, quoted(f.seconds.substr(1)));
    }
  }
  std::string options;
  std::string values;
  for (const auto& d : all) {
    std::string names = "--help";
    for (const auto& item : d.arguments.items()) {
      if (item.positional) continue;
      for (const auto& name : item.all_names()) names += " " + name;
      if (item.choices.empty()) continue;
      for (const auto& name : item.all_names()) {
        values += fmt::format("    {}) COMPREPLY=($(compgen -W {} -- \"$word\")); return;;\n",
                              quoted(fmt::format("{} {}", d.verb->name, name)), quoted(choices_of(item)));
      }
    }
    options += fmt::format("    {}) names={};;\n", quoted(d.verb->name), quoted(names));
  }
  return fmt::format(R"(# bash completion of hm
_hm() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} verb=${{COMP_WORDS[1]}} names=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W {} -- "$word"))
    return
  fi
  case "$verb" in
    '') ;;
{}  esac
  case "$verb $before" in
    '') ;;
{}  esac
  case "$word" in
    -*)
      case "$verb" in
{}      esac
      COMPREPLY=($(compgen -W "$names" -- "$word"));;
  esac
}}
complete -o default -F _hm hm
)",
                     quoted(firsts.substr(1) + " --help --version"), seconds, values, options);
}

// In _arguments, ':' and brackets have a meaning of their own.
std::string zsh_escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_arguments(const Arguments& arguments) {
  std::string result = " '--help[show help]'";
  bool files = false;
  for (const auto& item : arguments.items()) {
    if (item.positional) {
      files = true;
      continue;
    }
    std::string action = item.choices.empty() ? "_files" : "(" + choices_of(item) + ")";
    for (const auto& name : item.all_names()) {
      std::string spec = fmt::format("*{}[{}]", name, zsh_escaped(item.help));
      if (!item.metavar.empty()) spec += fmt::format(":{}:{}", zsh_escaped(item.metavar), action);
      result += " \\\n        " + quoted(spec);
    }
  }
  if (files) result += " \\\n        '*:file:_files'";
  return result;
}

std::string zsh_script(const std::vector<Described>& all) {
  std::string firsts;
  std::string seconds;
  for (const auto& f : first_words()) {
    firsts += "    " + quoted(zsh_escaped(f.word) + ":" + f.summary) + "\n";
    if (!f.seconds.empty()) {
      seconds += fmt::format("    {})\n      if (( CURRENT == 3 )); then compadd --{}; return; fi\n"
                             "      verb=\"$verb $words[3]\"; (( skip = 2 ));;\n",
                             f.word, f.seconds);
    }
  }
  std::string cases;
  for (const auto& d : all) {
    cases += fmt::format("    {})\n      _arguments{};;\n", quoted(d.verb->name), zsh_arguments(d.arguments));
  }
  return fmt::format(R"(#compdef hm
# zsh completion of hm
_hm() {{
  local verb=$words[2]
  local -i skip=1
  local -a first
  first=(
{}  )
  if (( CURRENT == 2 )); then
    _describe verb first
    return
  fi
  case $verb in
    '') ;;
{}  esac
  shift $skip words
  (( CURRENT -= skip ))
  case $verb in
{}  esac
}}
if [ "$funcstack[1]" = _hm ]; then
  _hm "$@"
else
  compdef _hm hm
fi
)",
                     firsts, seconds, cases);
}

std::string fish_script(const std::vector<Described>& all) {
  std::string text = "# fish completion of hm\ncomplete -c hm -f\n";
  for (const auto& f : first_words()) {
    text += fmt::format("complete -c hm -n __fish_use_subcommand -a {} -d {}\n", f.word, quoted(f.summary));
    if (f.seconds.empty()) continue;
    text += fmt::format("complete -c hm -n '__fish_seen_subcommand_from {}; and not __fish_seen_subcommand_from{}' -a {}\n",
                        f.word, f.seconds, quoted(f.seconds.substr(1)));
  }
  for (const auto& d : all) {
    auto [first, second] = words_of(*d.verb);
    std::string condition = "__fish_seen_subcommand_from " + first;
    if (!second.empty()) condition += "; and __fish_seen_subcommand_from " + second;
    bool files = false;
    for (const auto& item : d.arguments.items()) {
      if (item.positional) {
        files = true;
        continue;
      }
      std::string names;
      for (const auto& name : item.all_names()) {
        names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      std::string value;
      if (!item.choices.empty()) {
        value = " -x -a " + quoted(choices_of(item));
      } else if (!item.metavar.empty()) {
        value = " -r -F";
      }
      text += fmt::format("complete -c hm -n {}{}{} -d {}\n", quoted(condition), names, value, quoted(item.help));
    }
    if (files) text += fmt::format("complete -c hm -n {} -F\n", quoted(condition));
  }
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell) {
  Program scratch;
  auto all = describe_all(scratch);
  if (shell == "bash") return bash_script(all);
  if (shell == "zsh") return zsh_script(all);
  return fish_script(all);
}

}  // namespace hm
