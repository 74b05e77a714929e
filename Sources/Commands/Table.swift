import Model
import System

/// A list of records, as a table for people, as JSON for programs, or as bare names.
struct Listing<Row: Encodable> {
    let rows: [Row]
    /// Column titles with what each shows of a row; the first is the row's name.
    let columns: [(title: String, text: (Row) -> String)]
    /// What to say where there is none.
    let empty: String

    func print(_ invocation: Invocation) throws {
        if invocation.values["format"] == "json" {
            Report.result(try JSON.pretty(rows))
        } else if invocation.has("quiet") {
            for row in rows { Report.result(columns[0].text(row)) }
        } else if rows.isEmpty {
            Report.line(empty)
        } else {
            let cells = rows.map { row in columns.map { $0.text(row) } }
            let widths = columns.indices.map { index in
                max(columns[index].title.count, cells.map { $0[index].count }.max() ?? 0) + 2
            }
            for line in [columns.map(\.title)] + cells {
                let text = zip(line, widths).map { $0.padded(to: $1) }.joined()
                Report.result(String(text.reversed().drop { $0 == " " }.reversed()))
            }
        }
    }
}
