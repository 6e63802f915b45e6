#include "activate/cli/command.hpp"

#include <array>

namespace hm {

namespace {

constexpr std::string_view kHome = "the home";
constexpr std::string_view kGenerations = "generations";
constexpr std::string_view kLook = "looking at the configuration";
constexpr std::string_view kLanguage = "the language";
constexpr std::string_view kStore = "the store";
constexpr std::string_view kHelp = "help";

// In the order of the help.
constexpr std::array kVerbs = {
    Verb{"init", kHome, "write a first, commented home.nix", declare_init},
    Verb{"switch", kHome, "evaluate, build, show the plan, activate", declare_switch},
    Verb{"build", kHome, "evaluate and build; print the generation's path", declare_build},
    Verb{"plan", kHome, "show what a switch would change", declare_plan},
    Verb{"check", kHome, "evaluate configurations and report everything that is wrong", declare_check},
    Verb{"edit", kHome, "open the configuration in $VISUAL or $EDITOR", declare_edit},
    Verb{"uninstall", kHome, "give the home back as it was before hm", declare_uninstall},

    Verb{"rollback", kGenerations, "return to the previous generation, or to a numbered one", declare_rollback},
    Verb{"generations", kGenerations, "list the generations", declare_generations},
    Verb{"diff", kGenerations, "show what two generations differ in", declare_diff},
    Verb{"remove-generations", kGenerations, "forget generations by number", declare_remove_generations},
    Verb{"expire-generations", kGenerations, "forget generations older than a date", declare_expire_generations},

    Verb{"packages", kLook, "list the packages of the current generation", declare_packages},
    Verb{"option", kLook, "show an option: value, type, default, description, definitions", declare_option},
    Verb{"options", kLook, "search the options by a text", declare_options},
    Verb{"why", kLook, "show how the value of an option came about", declare_why},
    Verb{"news", kLook, "show what changed for the options in use", declare_news},

    Verb{"eval", kLanguage, "evaluate an expression or a file", declare_eval},
    Verb{"repl", kLanguage, "evaluate expressions one after the other", declare_repl},
    Verb{"instantiate", kLanguage, "evaluate to derivations and write them to the store", declare_instantiate},

    Verb{"gc", kStore, "delete what no generation needs", declare_gc},
    Verb{"store add", kStore, "copy files into the store", declare_store_add},
    Verb{"store cat", kStore, "print a file of the store", declare_store_cat},
    Verb{"store ls", kStore, "list a directory of the store", declare_store_ls},
    Verb{"store path-info", kStore, "show hash, size and references of store paths", declare_store_path_info},
    Verb{"store repair", kStore, "make damaged objects and a damaged database anew", declare_store_repair},
    Verb{"store verify", kStore, "hash the objects of the store again", declare_store_verify},

    Verb{"doctor", kHelp, "look for what usually goes wrong on this machine", declare_doctor},
    Verb{"explain", kHelp, "explain the code of a diagnostic", declare_explain},
    Verb{"completion", kHelp, "print the completion script of a shell", declare_completion},
};

}  // namespace

std::span<const Verb> verbs() { return kVerbs; }

const Verb* find_verb(std::string_view name) {
  for (const Verb& verb : kVerbs) {
    if (verb.name == name) return &verb;
  }
  return nullptr;
}

void declare_common(Arguments& arguments, Program& program) {
  arguments.count("-v,--verbose", program.verbose, "say more");
  arguments.count("-q,--quiet", program.quiet, "say less");
  arguments.flag("--show-trace", program.show_trace, "show every step that led to an error");
  arguments.option("--modules", "DIR", &program.modules_dir, "use the modules in DIR, not those inside the program");
}

void Program::inform(std::string_view line) const {
  if (quiet == 0) say(line);
}

void Program::detail(std::string_view line) const {
  if (verbose > 0) say(line);
}

}  // namespace hm
