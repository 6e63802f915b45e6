// hm: finds the verb, parses what it takes, runs it, and turns its result into an exit status.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>

#include <fmt/format.h>

#include "activate/cli/command.hpp"
#include "activate/cli/interruption.hpp"
#include "activate/cli/version.hpp"
#include "lang/base/suggest.hpp"

namespace hm {

namespace {

using Words = std::vector<std::string>;

// Options that take a value and may stand before the verb (as in `home-manager -f FILE switch`).
int values_before_verb(std::string_view word) {
  for (std::string_view name : {"-f", "--file", "-A", "--attr", "-I", "-b", "--backup", "--flake", "--modules"}) {
    if (word == name) return 1;
  }
  return word == "--arg" || word == "--argstr" ? 2 : 0;
}

// Splits the command line at its verb. `before` are options which belong to the verb too.
struct CommandLine {
  Words before;
  std::string verb;  // "" where there is none
  Words after;
};

CommandLine split(const Words& words) {
  CommandLine line;
  std::size_t i = 0;
  while (i < words.size() && words[i].starts_with('-') && words[i] != "-") {
    std::size_t take = 1 + static_cast<std::size_t>(values_before_verb(words[i]));
    for (; take > 0 && i < words.size(); --take) line.before.push_back(words[i++]);
  }
  if (i < words.size()) line.verb = words[i++];
  // "store" and the like have a second word.
  if (i < words.size() && find_verb(line.verb + " " + words[i])) line.verb += " " + words[i++];
  line.after.assign(words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
  return line;
}

bool is_help(std::string_view word) { return word == "--help" || word == "-h"; }

bool asks_for_help(const Words& words) {
  for (const auto& word : words) {
    if (word == "--") return false;
    if (is_help(word)) return true;
  }
  return false;
}

Error unknown_verb(const CommandLine& line) {
  std::vector<std::string> names;
  std::vector<std::string> below;
  for (const Verb& verb : verbs()) {
    names.emplace_back(verb.name);
    if (verb.name.starts_with(line.verb + " ")) below.emplace_back(verb.name.substr(line.verb.size() + 1));
  }
  if (!below.empty()) {
    std::string list;
    for (const auto& name : below) (list += list.empty() ? "" : ", ") += name;
    Error error = line.after.empty() ? fail(Code::Usage, "'hm {}' needs to know what to do: {}", line.verb, list)
                                     : fail(Code::Usage, "'hm {}' has no verb '{}'", line.verb, line.after.front());
    if (!line.after.empty()) {
      if (auto near = nearest(line.after.front(), below)) error.hint(fmt::format("did you mean 'hm {} {}'?", line.verb, *near));
    }
    return error;
  }
  Error error = fail(Code::Usage, "hm has no verb '{}'", line.verb);
  if (auto near = nearest(line.verb, names)) error.hint(fmt::format("did you mean 'hm {}'?", *near));
  error.note("'hm --help' lists the verbs");
  return error;
}

Result<int> run(Program& program, const Words& words) {
  CommandLine line = split(words);
  if (line.verb == "help") {
    line.verb = line.after.empty() ? "" : line.after.front();
    if (line.after.size() > 1) line.verb += " " + line.after[1];
    line.after = {"--help"};
  }
  if (line.verb.empty()) {
    for (const auto& word : line.before) {
      if (word == "--version") {
        put(fmt::format("hm {}\n", kVersion));
        return kDone;
      }
    }
    if (words.empty() || asks_for_help(line.before) || asks_for_help(line.after)) {
      put(program_help(program.terminal.out));
      return words.empty() ? kUsageWrong : kDone;
    }
    return fail(Code::Usage, "no verb among the arguments").note("'hm --help' lists the verbs");
  }
  const Verb* verb = find_verb(line.verb);
  if (!verb && (asks_for_help(line.before) || asks_for_help(line.after))) {
    if (std::string help = family_help(line.verb, program.terminal.out); !help.empty()) {
      put(help);
      return kDone;
    }
  }
  if (!verb) return unknown_verb(line);

  Arguments arguments;
  Action action = verb->declare(arguments);
  declare_common(arguments, program);
  Words all = line.before;
  all.insert(all.end(), line.after.begin(), line.after.end());
  if (asks_for_help(all)) {
    put(verb_help(*verb, arguments, program.terminal.out));
    return kDone;
  }
  HM_CHECK(arguments.parse(verb->name, all));
  HM_TRY(program.places, find_places());
  return action(program);
}

// A caller may have closed 0, 1 or 2. The next file to be opened would get the number, and a diagnostic would be
// written into it, or an activation entry fail at its first word.
void open_standard_streams() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0) {
      if (::open("/dev/null", O_RDWR) != fd) std::_Exit(kMachineRefused);
    }
  }
}

int guarded_run(Program& program, const Words& words) {
  try {
    auto result = run(program, words);
    if (!result) return program.report(result.error().diagnostic());
    return *result;
  } catch (const std::exception& e) {
    return program.report(fail(Code::Internal, "this is a bug in hm: {}", e.what()).diagnostic());
  }
}

}  // namespace

// Read by jemalloc. hm lives shortly: memory that was freed is better used again than given back to the kernel and asked
// for anew.
extern "C" const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always";

int main(int count, char** values) {
  open_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is a failed write: no reason to stop in the middle of a switch
  ::umask(::umask(022) | 022);    // whatever a verb makes, nobody else may write
  Program program;
  program.terminal = Terminal::detect();
  std::string_view name = count > 0 ? values[0] : "hm";
  if (auto slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
  if (name == "home-manager") program.called_as = name;
  Words words(values + (count > 0 ? 1 : 0), values + count);
  int status = guarded_run(program, words);
  if (status != kDone && Interruption::caught()) status = 128 + Interruption::caught();
  if (!flush_output() && status == kDone) {
    // `hm options | head`: who reads no further has seen enough. The status is that of a program the signal ended.
    if (output_is_closed()) return 128 + SIGPIPE;
    status = program.report(fail(Code::IoError, "cannot write the answer to standard output").diagnostic());
  }
  return status;
}

}  // namespace hm

int main(int count, char** values) { return hm::main(count, values); }
