' Function help can't be changed before Excel has started, so it waits until Excel has time.
Private Sub Workbook_Open()
    On Error Resume Next
    Application.OnTime Now, "'" & Me.Name & "'!DescribeLeadFunctions"
End Sub
