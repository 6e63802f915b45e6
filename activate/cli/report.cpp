#include "activate/cli/report.hpp"

#include <nlohmann/json.hpp>

#include "activate/cli/command.hpp"
#include "activate/cli/terminal.hpp"
#include "lang/base/render.hpp"

namespace hm {

void put_json(std::string_view document, int version, const Json& fields) {
  Json whole{{"hm", document}, {"version", version}};
  whole.update(fields);
  // Names of files need not be UTF-8; they must not make the answer fail.
  put(whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

int Program::report(const Diagnostic& diagnostic) const {
  flush_output();
  RenderOptions options;
  options.colour = terminal.err.colour;
  options.width = terminal.width;
  options.show_trace = show_trace;
  say(render(diagnostic, sources, options));
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
