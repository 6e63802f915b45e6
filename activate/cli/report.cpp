#include "activate/cli/report.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "activate/cli/command.hpp"
#include "activate/cli/terminal.hpp"
#include "lang/base/render.hpp"
#include "lang/eval/host.hpp"

namespace hm {

void put_json(std::string_view document, int version, const Json& fields) {
  Json whole{{"hm", document}, {"version", version}};
  whole.update(fields);
  // Names of files need not be UTF-8; they must not make the answer fail.
  put(whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

RenderOptions Program::render_options() const {
  RenderOptions options;
  options.colour = terminal.err.colour;
  options.width = static_cast<unsigned>(terminal.width);
  options.show_trace = show_trace;
  options.is_user_file = [](const SourceFile& file) { return !file.name.starts_with(kEmbeddedPrefix); };
  return options;
}

int Program::report(const Diagnostic& diagnostic) const {
  flush_output();
  write_all(STDERR_FILENO, render(diagnostic, sources, render_options()));
  for (const auto& sibling : diagnostic.siblings) {
    write_all(STDERR_FILENO, render(sibling, sources, render_options()));
  }
  return exit_status(diagnostic);
}

int exit_status(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::Error) return kDone;
  switch (info(diagnostic.code).blame) {
    case Blame::Configuration: return kConfigurationWrong;
    case Blame::Usage: return kUsageWrong;
    case Blame::Conflict: return kInTheWay;
    case Blame::Machine: return kMachineRefused;
    case Blame::Bug: return kBug;
  }
  return kBug;
}

}  // namespace hm
