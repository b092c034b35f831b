Attribute VB_Name = "SheetqualBridge"
Option Explicit
' Its procedures are no worksheet functions, and other workbooks do not see them.
Option Private Module

Private Const UDF_MODULE As String = "sheetqual.excel.udfs"
Private Const OWN_ERROR As Long = vbObjectError + 517
Private Const PATIENCE As Double = 60
Private Const LONGEST_TEXT As Long = 250

Private python As Object
Private failure As String
Private failedAt As Date

' What a function shows: Python's answer, an argument that is an error itself, or a short text.
Public Function Answer(ByVal func As String, ByVal leads As Variant, Optional ByVal headers As Variant, _
        Optional ByVal profile As Variant, Optional ByVal today As Variant) As Variant
    Dim given As Variant
    Dim place As Long
    Dim isAgain As Boolean
    Dim number As Long
    Dim text As String
    On Error GoTo failed
    given = Array(leads, headers, profile, today)
    For place = 0 To 3
        If IsObject(given(place)) Then
            given(place) = CellValues(given(place))
        ElseIf IsError(given(place)) Then
            ' #NAME? says that there is no LeadProfile, #REF! that cells were deleted. What is left out
            ' looks like an error too, and goes to Python as it is.
            If Not IsLeftOut(given(place)) Then
                Answer = given(place)
                Exit Function
            End If
        End If
    Next place
again:
    If python Is Nothing Then Connect
    Answer = python.CallUDF(UDF_MODULE, func, given)
    Exit Function
failed:
    number = Err.Number
    text = Err.Description
    If Not isAgain And IsLost(number) Then
        ' Somebody ended Python; it is started again, once.
        isAgain = True
        Set python = Nothing
        Resume again
    End If
    Answer = ShortText(text)
End Function

Private Function IsLeftOut(Optional ByVal argument As Variant) As Boolean
    IsLeftOut = IsMissing(argument)
End Function

' Values instead of cells: Python would have to call Excel about thirteen times for each range.
Private Function CellValues(ByVal given As Object) As Variant
    If Not TypeOf given Is Range Then Err.Raise OWN_ERROR, , "an argument is neither cells nor a value"
    If given.Areas.Count > 1 Then Err.Raise OWN_ERROR, , "choose one block of cells for each argument"
    ' A day would look like another one, four years earlier.
    If given.Worksheet.Parent.Date1904 Then Err.Raise OWN_ERROR, , "this workbook counts days from 1904; untick " & _
        "that in Excel's options (Advanced, 1904 date system)"
    CellValues = UsedPart(given).Value2
End Function

' Whole columns and rows end where the sheet's content ends; other ranges keep their size.
Private Function UsedPart(ByVal given As Object) As Object
    Dim used As Object
    Dim down As Long
    Dim across As Long
    down = given.Rows.Count
    across = given.Columns.Count
    Set UsedPart = given
    If given.Row + down <= given.Worksheet.Rows.Count _
            And given.Column + across <= given.Worksheet.Columns.Count Then Exit Function
    Set used = given.Worksheet.UsedRange
    If given.Row + down > given.Worksheet.Rows.Count Then
        down = AtLeastOne(used.Row + used.Rows.Count - given.Row)
    End If
    If given.Column + across > given.Worksheet.Columns.Count Then
        across = AtLeastOne(used.Column + used.Columns.Count - given.Column)
    End If
    Set UsedPart = given.Resize(down, across)
End Function

Private Function AtLeastOne(ByVal number As Long) As Long
    AtLeastOne = IIf(number < 1, 1, number)
End Function

' One Python for all workbooks. A start that failed is not tried again for each of ten thousand cells.
Private Sub Connect()
    If failure <> "" And Abs(Now - failedAt) * 86400 < PATIENCE Then Err.Raise OWN_ERROR, , failure
    failure = ""
    On Error GoTo failed
    Set python = StartedPython(Setting("interpreter"), Setting("dll_folder"), Setting("arguments"))
    Exit Sub
failed:
    failure = Err.Description
    failedAt = Now
    Err.Raise OWN_ERROR, , failure
End Sub

' The errors of a call whose other side is gone.
Private Function IsLost(ByVal number As Long) As Boolean
    Select Case number
        Case 462, -2147023174, -2147023170, -2147417848, -2147418105
            IsLost = True
    End Select
End Function

Private Function ShortText(ByVal text As String) As String
    Dim first As String
    first = Split(Replace(text, vbCr, "") & vbLf, vbLf)(0)
    If first = "" Then first = "Excel can't reach Python; run 'sheetqual excel doctor' in a terminal"
    If Left$(first, 10) <> "sheetqual:" Then first = "sheetqual: " & first
    If Len(first) > LONGEST_TEXT Then first = Left$(first, LONGEST_TEXT - 3) & "..."
    ShortText = first
End Function

' A value of the configuration in the user's profile; where there is none, of the one built in.
Private Function Setting(ByVal key As String) As String
    Dim text As String
    Dim entry As Variant
    text = ConfigurationText()
    If InStr(text, "interpreter=") = 0 Then text = BuiltIn()
    For Each entry In Split(Replace(text, vbCr, ""), vbLf)
        If Left$(entry, Len(key) + 1) = key & "=" Then Setting = Decoded(Mid$(entry, Len(key) + 2))
    Next entry
End Function

' Letters beyond ASCII stand as %u and four digits, since a code page knows only some of them.
Private Function Decoded(ByVal text As String) As String
    Dim parts As Variant
    Dim place As Long
    Dim result As String
    If text = "" Then Exit Function
    parts = Split(text, "%u")
    result = parts(0)
    For place = 1 To UBound(parts)
        result = result & ChrW$(CLng("&H" & Left$(parts(place), 4))) & Mid$(parts(place), 5)
    Next place
    Decoded = result
End Function
