// Diagnostics for programs: JSON, workflow annotations, SARIF.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "lang/base/render.hpp"
#include "lang/base/visible.hpp"

namespace hm {

namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json, int indent) {
  // Names and messages may hold bytes that are no UTF-8; they must not make the report fail.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
      return "note";
  }
  return "error";
}

std::string_view kind_name(TraceFrame::Kind kind) {
  switch (kind) {
    case TraceFrame::Kind::Evaluating:
      return "evaluating";
    case TraceFrame::Kind::Calling:
      return "calling";
    case TraceFrame::Kind::Context:
      return "context";
    case TraceFrame::Kind::Derivation:
      return "derivation";
    case TraceFrame::Kind::Builtin:
      return "builtin";
  }
  return "evaluating";
}

std::string file_name(const SourceFile& file, const RenderOptions& options) {
  const std::string& directory = options.relative_to;
  if (!directory.empty() && file.is_path && file.name.starts_with(directory + "/")) {
    return file.name.substr(directory.size() + 1);
  }
  return file.name;
}

// Where a span begins and ends.
struct Place {
  const SourceFile* file = nullptr;
  LineColumn begin, end;
};

Place place_of(Span span, const SourceMap& sources) {
  Place place;
  place.file = sources.find(span.begin);
  if (!place.file) return place;
  place.begin = sources.locate(span.begin);
  // An end that lies in another file (it cannot) or before the beginning is the beginning.
  place.end =
      span.end > span.begin && sources.find(span.end) == place.file ? sources.locate(span.end) : place.begin;
  return place;
}

Json label_json(const Label& label, const SourceMap& sources, const RenderOptions& options) {
  const Place place = place_of(label.span, sources);
  Json json = Json::object();
  if (place.file) {
    json["file"] = file_name(*place.file, options);
    json["line"] = place.begin.line;
    json["column"] = place.begin.column;
    json["endLine"] = place.end.line;
    json["endColumn"] = place.end.column;
  }
  json["text"] = label.text;
  return json;
}

Json frame_json(const TraceFrame& frame, const SourceMap& sources, const RenderOptions& options) {
  const Place place = place_of({frame.pos, frame.pos}, sources);
  Json json{{"kind", kind_name(frame.kind)}, {"text", frame.text}};
  json["user"] = place.file && (!options.is_user_file || options.is_user_file(*place.file));
  if (place.file) {
    json["file"] = file_name(*place.file, options);
    json["line"] = place.begin.line;
    json["column"] = place.begin.column;
  }
  return json;
}

Json to_json(const Diagnostic& d, const SourceMap& sources, const RenderOptions& options) {
  Json json{{"code", info(d.code).slug}, {"severity", severity_name(d.severity)}, {"message", d.message}};
  json["labels"] = Json::array();
  for (const Label& label : d.labels) json["labels"].push_back(label_json(label, sources, options));
  json["notes"] = d.notes;
  if (!d.hint.empty()) json["hint"] = d.hint;
  json["trace"] = Json::array();
  for (const TraceFrame& frame : d.trace) json["trace"].push_back(frame_json(frame, sources, options));
  if (d.cycle > 0) json["cycle"] = d.cycle;
  return json;
}

// The escapes of workflow commands.
std::string workflow_data(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string message_with_remarks(const Diagnostic& d) {
  std::string text = d.message;
  for (const std::string& note : d.notes) text += "\nnote: " + note;
  if (!d.hint.empty()) text += "\nhint: " + d.hint;
  return text;
}

// A reference to a file as SARIF wants it: a relative or file: URI.
std::string uri_of(const SourceFile& file, const RenderOptions& options) {
  const std::string name = file_name(file, options);
  std::string uri = name.starts_with('/') ? "file://" : "";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("/-._~+@=").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri;
}

// SARIF counts characters, we count bytes.
std::size_t character_column(const SourceMap& sources, Pos pos, LineColumn at) {
  return characters_in(sources.line_of(pos).substr(0, at.column - 1)) + 1;
}

Json sarif_location(Span span, const std::string& text, const SourceMap& sources,
                    const RenderOptions& options) {
  const Place place = place_of(span, sources);
  Json region{{"startLine", place.begin.line},
              {"startColumn", character_column(sources, span.begin, place.begin)},
              {"endLine", place.end.line}};
  region["endColumn"] = character_column(sources, span.end > span.begin ? span.end : span.begin, place.end);
  Json location{
      {"physicalLocation",
       {{"artifactLocation", {{"uri", uri_of(*place.file, options)}}}, {"region", std::move(region)}}}};
  if (!text.empty()) location["message"] = {{"text", text}};
  return location;
}

Json sarif_result(const Diagnostic& d, const SourceMap& sources, const RenderOptions& options) {
  Json result{{"ruleId", info(d.code).slug},
              {"level", severity_name(d.severity)},
              {"message", {{"text", message_with_remarks(d)}}}};
  const Span primary = primary_place(d, sources, options.is_user_file);
  if (sources.find(primary.begin)) {
    result["locations"] = Json::array({sarif_location(primary, "", sources, options)});
  }
  Json related = Json::array();
  for (const Label& label : d.labels) {
    if (label.span.begin == primary.begin || !sources.find(label.span.begin)) continue;
    related.push_back(sarif_location(label.span, label.text, sources, options));
  }
  if (!related.empty()) result["relatedLocations"] = std::move(related);
  return result;
}

}  // namespace

std::string diagnostic_json(const Diagnostic& diagnostic, const SourceMap& sources,
                            const RenderOptions& options) {
  return dump(to_json(diagnostic, sources, options), -1);
}

std::string render_json(const std::vector<Diagnostic>& diagnostics, const SourceMap& sources,
                        const RenderOptions& options) {
  Json json{{"version", kDiagnosticJsonVersion}, {"diagnostics", Json::array()}};
  for (const Diagnostic& d : diagnostics) json["diagnostics"].push_back(to_json(d, sources, options));
  return dump(json, 2) + "\n";
}

std::string render_github(const Diagnostic& d, const SourceMap& sources, const RenderOptions& options) {
  std::string line =
      d.severity == Severity::Note ? "::notice" : fmt::format("::{}", severity_name(d.severity));
  const Span primary = primary_place(d, sources, options.is_user_file);
  const Place place = place_of(primary, sources);
  std::string separator = " ";
  const auto property = [&](std::string_view name, const std::string& value) {
    line += separator + std::string(name) + "=" + workflow_data(value, true);
    separator = ",";
  };
  if (place.file && place.file->is_path) {
    property("file", file_name(*place.file, options));
    property("line", std::to_string(place.begin.line));
    property("col", std::to_string(place.begin.column));
    property("endLine", std::to_string(place.end.line));
    property("endColumn", std::to_string(place.end.column));
  }
  property("title", std::string(info(d.code).slug));
  return line + "::" + workflow_data(visible(message_with_remarks(d)), false) + "\n";
}

std::string render_sarif(const std::vector<Diagnostic>& diagnostics, const SourceMap& sources,
                         const RenderOptions& options) {
  Json rules = Json::array();
  Json results = Json::array();
  std::vector<Code> seen;
  for (const Diagnostic& d : diagnostics) {
    results.push_back(sarif_result(d, sources, options));
    if (std::find(seen.begin(), seen.end(), d.code) != seen.end()) continue;
    seen.push_back(d.code);
    rules.push_back({{"id", info(d.code).slug}, {"fullDescription", {{"text", info(d.code).explanation}}}});
  }
  const Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs",
                  {{{"tool", {{"driver", {{"name", "hm"}, {"rules", std::move(rules)}}}}},
                    {"columnKind", "unicodeCodePoints"},
                    {"results", std::move(results)}}}}};
  return dump(log, 2) + "\n";
}

}  // namespace hm
